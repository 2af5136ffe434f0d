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
