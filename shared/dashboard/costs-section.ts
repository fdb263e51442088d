import type { CostsView } from "./costs-view.ts";
import { type Html, html, nothing } from "./html.ts";

/** Closed until it is asked for: how old the prices are, what the bill says, what is modelled beside. */
export function costsSection({ prices, bill, hidden }: CostsView): Html {
	return html`<section aria-labelledby="costs"><h2 id="costs">What the numbers stand on</h2><details id="costs-more"><summary>Prices, bill and hidden costs</summary><div class="columns"><div>${list("Prices", prices)}${list("Hugging Face's bill", bill)}</div><div>${hidden.length === 0 ? nothing : list("Hidden costs, modelled: not in the spend, not on the bill", hidden)}</div></div></details></section>`;
}

function list(heading: string, lines: readonly string[]): Html {
	return html`<p><b>${heading}</b></p><ul class="steps">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}
