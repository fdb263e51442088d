import type { HeldSection, HeldView } from "./held-view.ts";
import { type Html, html, nothing } from "./html.ts";
import type { PlanView, StepGroup } from "./plan-view.ts";
import type { View } from "./view.ts";

/** What the guard did, would do next, and did not touch, each with its money and its reason. */
export function planSections({ held, planNow, planNext, planGroups }: View): Html {
	const groups = planGroups.map((view, index) => planSection(`plan-group-${index}`, view));
	return html`${heldList(held)}<div class="columns">${planSection("plan-next", planNext)}${planSection("plan-now", planNow)}${groups}</div>`;
}

function heldList({ heading, items, more, saved }: HeldSection): Html {
	if (items.length === 0 && saved === null) return nothing;
	const savings = saved === null ? nothing : html`<li class="fine">${saved}</li>`;
	return html`<section aria-labelledby="held"><h2 id="held">${heading}</h2><ul class="steps">${items.map(heldLine)}${more === 0 ? nothing : html`<li class="fine">and ${more} more, in the fleet below</li>`}${savings}</ul></section>`;
}

function heldLine({ endpoint, what, at, tier, saves, next, was, back }: HeldView): Html {
	const when = html`${at === null ? nothing : html` at ${at}`}${tier === null ? nothing : html` (${tier})`}`;
	const then = next === null ? nothing : html`; ${next}`;
	const end = back === null ? nothing : html`, ${back}`;
	return html`<li><b>${endpoint}</b> ${what}${when}, <span class="whole">${saves}</span>${then}${end} <span class="hint">was ${was}</span></li>`;
}

function planSection(id: string, view: PlanView | null): Html {
	if (view === null) return nothing;
	const { heading, groups, stays, untouched, remarks, effects } = view;
	return html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2><ul class="steps">
${groups.map(groupLine)}${effects.map((effect) => html`<li class="fine">${effect}</li>`)}${stays === null ? nothing : html`<li class="fine">stays held, as listed above: ${stays}</li>`}${untouched.map(({ reason, names }) => html`<li class="fine">not touched, ${reason}: ${names}</li>`)}${remarks.map((remark) => html`<li class="fine">${remark}</li>`)}
</ul></section>`;
}

function groupLine({ title, steps, more }: StepGroup): Html {
	const listed = steps.map(
		({ endpoint, what, saves }) =>
			html`<li>${title} <b>${endpoint}</b> ${what} <span class="whole">${saves}</span></li>`,
	);
	return html`${listed}${more === 0 ? nothing : html`<li>${title} ${more} more</li>`}`;
}
