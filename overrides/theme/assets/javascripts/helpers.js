// The four globals that Material's bundle expects; its own template defines them in an inline script.
const base = document.currentScript.dataset.base;
window.__md_scope = new URL(base, location);
window.__md_hash = (text) => [...text].reduce((hash, char) => (hash << 5) - hash + char.charCodeAt(0), 0);
window.__md_get = (key, storage = localStorage, scope = window.__md_scope) =>
  JSON.parse(storage.getItem(`${scope.pathname}.${key}`));
window.__md_set = (key, value, storage = localStorage, scope = window.__md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the choice then lasts for this page only.
  }
};

// Material fetches the text of the whole site on every visit and indexes it: half a megabyte, and a processor that
// Python could use, for a reader who may never search. So that one request waits until the search is touched.
const searchIsWanted = new Promise((resolve) => {
  const watch = ({ target }) => {
    if (target instanceof Element && target.closest("[data-md-component=search], [for=__search]")) resolve();
  };
  for (const sign of ["focusin", "pointerover"]) document.addEventListener(sign, watch);
  if (new URLSearchParams(location.search).has("q")) resolve();
});
const { open, send } = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.open = function (method, address, ...others) {
  this.isForSearch = String(address).endsWith("/search/search_index.json");
  return open.call(this, method, address, ...others);
};
XMLHttpRequest.prototype.send = function (body) {
  if (this.isForSearch) searchIsWanted.then(() => send.call(this, body));
  else send.call(this, body);
};
