// Reads a graph from standard input, as JSON for Graphviz, and writes its drawing as SVG.
import { json } from "node:stream/consumers";
import { instance } from "@viz-js/viz";

const graphviz = await instance();
process.stdout.write(graphviz.renderString(await json(process.stdin), { format: "svg" }));
