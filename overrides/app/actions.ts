// What the buttons and links of a calculator do.
import { addressWith } from "./address.js";
import type { Calculator } from "./calculator.js";
import { copy, save } from "./handing-over.js";
import { reloadIfReplaced } from "./runtime-notice.js";

/** Makes them work: the examples above the form, what stands in it, and the notice of a failure. */
export function activateActions(calculator: Calculator): void {
  calculator.root.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-action], [data-preset], [data-full]");
    if (button) act(calculator, button);
  });
  calculator.root.addEventListener("keydown", (event) => {
    const way = { ArrowUp: "increase", ArrowDown: "decrease" }[event.key];
    const stepper = calculator.root.querySelector<HTMLElement>(`:has(> :focus) > [data-step^=${way}]`);
    stepper?.click();
    if (stepper) event.preventDefault();
  });
}

function act(calculator: Calculator, button: HTMLElement): void {
  const { form, address } = calculator;
  const [action, ...format] = button.dataset["action"]?.split("-") ?? [];
  if (button instanceof HTMLAnchorElement) {
    button.href = addressWith(button.href, button.dataset["full"] ?? "", form.parameters(true));
  } else if (action === "copy" || action === "download") {
    void handOver(calculator, action, format.join("-"));
  } else if (action === "retry") {
    void reloadIfReplaced().then(() => calculator.ask());
  } else if (action === "pin") {
    calculator.pin(address.pinned === undefined ? `${new URLSearchParams(form.parameters(true))}` : undefined);
  } else {
    if (action) form.fillBeside(button);
    else form.choose(button);
    calculator.edit();
  }
}

async function handOver(calculator: Calculator, action: string, format: string): Promise<void> {
  const isLink = format.startsWith("link");
  const text = isLink ? calculator.link(format === "link") : calculator.ask(format);
  if (action === "download") save(`${calculator.form.id}.${format}`, await text);
  else if (await copy(text, calculator.part(".form-actions"))) calculator.speak(isLink ? "Link copied." : "Copied.");
}
