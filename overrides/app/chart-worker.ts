// Draws specifications of charts, away from the page. The interpreter spares `unsafe-eval`.
import { parse, View } from "vega";
import { expressionInterpreter as expr } from "vega-interpreter";
import { compile } from "vega-lite";

addEventListener("unhandledrejection", ({ reason }) => reportError(reason)); // else the page would not hear of it
addEventListener("message", async ({ data }: MessageEvent<string>) => {
  const program = parse(compile(JSON.parse(data)).spec, {}, { ast: true });
  const view = new View(program, { renderer: "none", expr });
  postMessage({ answer: await view.toSVG() });
  view.finalize();
});
