// Draws specifications of charts, away from the page. The interpreter spares `unsafe-eval`.
import { parse, View } from "vega";
import { expressionInterpreter as expr } from "vega-interpreter";
import { compile } from "vega-lite";

addEventListener("message", async ({ data }: MessageEvent<string>) => {
  try {
    const view = new View(parse(compile(JSON.parse(data)).spec, {}, { ast: true }), {
      renderer: "none",
      expr,
    });
    postMessage({ svg: await view.toSVG() });
    view.finalize();
  } catch (problem) {
    postMessage({ problem: String(problem) });
  }
});
