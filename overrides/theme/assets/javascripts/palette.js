// Applies the stored colour scheme to <body> before the first paint, as Material's inline script does.
{
  const color = window.__md_get("__palette")?.color;
  if (color) {
    if (color.media === "(prefers-color-scheme)") {
      const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
      const option = document.querySelector(`[data-md-color-media='(prefers-color-scheme: ${scheme})']`);
      for (const key of ["media", "scheme", "primary", "accent"]) {
        color[key] = option.getAttribute(`data-md-color-${key}`);
      }
    }
    for (const [key, value] of Object.entries(color)) {
      document.body.setAttribute(`data-md-color-${key}`, value);
    }
  }
}
