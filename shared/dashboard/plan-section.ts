import type { HeldView } from "./held-view.ts";
import { type Html, html, nothing } from "./html.ts";
import type { PlanView, StepGroup } from "./plan-view.ts";

/** What the guard did, would do next, and did not touch, each with its money and its reason. */
export function planSections(
	heldViews: readonly HeldView[],
	now: PlanView | null,
	next: PlanView | null,
): Html {
	return html`${heldSection(heldViews)}<div class="columns">${planSection("plan-next", next)}${planSection("plan-now", now)}</div>`;
}

function heldSection(views: readonly HeldView[]): Html {
	if (views.length === 0) return nothing;
	return html`<section aria-labelledby="held"><h2 id="held">Done by the guard</h2><ul class="steps">${views.map(heldLine)}</ul></section>`;
}

function heldLine({ endpoint, what, since, saves, was, back }: HeldView): Html {
	const end = back === null ? nothing : html`, ${back}`;
	return html`<li><b>${endpoint}</b> ${what} at ${since}, ${saves}${end} <span class="hint">was ${was}</span></li>`;
}

function planSection(id: string, view: PlanView | null): Html {
	if (view === null) return nothing;
	const { heading, groups, untouched, remarks } = view;
	return html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2><ul class="steps">
${groups.map(groupLine)}${untouched.map(({ reason, names }) => html`<li class="fine">not touched, ${reason}: ${names}</li>`)}${remarks.map((remark) => html`<li class="fine">${remark}</li>`)}
</ul></section>`;
}

function groupLine({ title, steps, more }: StepGroup): Html {
	const listed = steps.map(
		({ endpoint, what, saves }, index) =>
			html`${index === 0 ? "" : " · "}<b>${endpoint}</b> ${what} ${saves}`,
	);
	return html`<li>${title}: ${listed}${more === 0 ? nothing : html` and ${more} more`}</li>`;
}
