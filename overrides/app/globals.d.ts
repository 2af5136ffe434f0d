/** What the builds of the runtime and of the site wrote; esbuild puts it into the bundles. */
declare module "runtime-manifest" {
  /** by name; paths are relative to assets/runtime/ */
  export type Built = { bytes: number; integrity: string };
  export const files: Readonly<Record<string, Built & { path: string; unpacked?: Built }>>;
  export const lock: import("pyodide").Lockfile;
}
declare module "site-files" {
  const files: { url: string; revision: string | null; integrity: string }[];
  export default files;
}
/** Names of the bundled workers beside the page's script. */
declare const WORKER_FILE: string, CHART_WORKER_FILE: string;

interface Window {
  /** Material's stream of documents: emits on load and after every instant navigation. */
  readonly document$?: { subscribe(listener: () => void): unknown };
}
