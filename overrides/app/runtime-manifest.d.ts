/** What the build of the runtime wrote; bundle.sh puts it into the bundle. */
declare module "runtime-manifest" {
  export interface RuntimeFile {
    /** relative to assets/runtime/ */
    readonly path: string;
    readonly bytes: number;
    /** hexadecimal */
    readonly sha256: string;
  }
  interface Manifest {
    readonly fingerprint: string;
    readonly python: string;
    readonly pyodide: string;
    readonly files: Readonly<Record<string, RuntimeFile>>;
    readonly lock: import("pyodide").Lockfile;
  }
  const manifest: Manifest;
  export default manifest;
}

/** File name of the bundled worker beside the app's bundle. */
declare const WORKER_FILE: string;
