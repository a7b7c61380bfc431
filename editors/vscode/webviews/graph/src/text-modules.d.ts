// build.mjs makes the library's worker a text, to be started from there.
declare module 'elkjs/lib/elk-worker.min.js' {
  const text: string;
  export default text;
}
