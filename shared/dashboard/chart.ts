import { chartLabels, type Label, type LabelKind } from "./chart-labels.ts";
import type { ChartSize, Scale } from "./chart-size.ts";
import type { ChartView, Place } from "./chart-view.ts";
import { type Html, html } from "./html.ts";

/** Today's cumulative spend against the lines, with the futures as a fan to the day's end. */
export function chart(view: ChartView, size: ChartSize): Html {
	const scale = scaleOf(view, size);
	const id = `chart-${size.name}`;
	return html`<svg class="chart ${size.name}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="${id}">
<title id="${id}">${view.title}</title>
${hours(view, size, scale)}${fan(view, scale)}${lines(view, size, scale)}${spend(view, scale)}
${chartLabels(view, size, scale).map(labelText)}
</svg>`;
}

function scaleOf({ top }: ChartView, size: ChartSize): Scale {
	const width = size.width - size.left - size.right;
	const height = size.height - size.top - size.bottom;
	return {
		x: (share) => rounded(size.left + share * width),
		y: (amount) => rounded(size.top + (1 - Math.min(amount, top) / top) * height),
	};
}

/** A tenth of a pixel is finer than any screen shows and keeps the page small. */
function rounded(pixels: number): number {
	return Math.round(pixels * 10) / 10;
}

function hours(view: ChartView, size: ChartSize, scale: Scale): Html {
	const bottom = scale.y(0);
	const marks = view.hours.map(({ x, text }) => {
		const anchor = x === 0 ? "start" : x === 1 ? "end" : "middle";
		return html`<path class="grid" d="M${scale.x(x)} ${size.top}V${bottom}"/><text class="hour" x="${scale.x(x)}" y="${size.height - 6}" text-anchor="${anchor}">${text}</text>`;
	});
	return html`${marks}<path class="axis" d="M${scale.x(0)} ${bottom}H${scale.x(1)}"/>`;
}

function fan(view: ChartView, scale: Scale): Html {
	const from = `M${scale.x(view.now.x)} ${scale.y(view.now.amount)}`;
	const [most, likely, least] = view.fan.map(({ amount }) => scale.y(amount));
	const end = scale.x(1);
	return html`<path class="fan" d="${from}L${end} ${most ?? 0}V${least ?? 0}Z"/><path class="likely" d="${from}L${end} ${likely ?? 0}"/>`;
}

function lines(view: ChartView, size: ChartSize, scale: Scale): Html {
	const drawn = view.lines.map(
		({ name, amount }) =>
			html`<path class="line ${name}" d="M${size.left} ${scale.y(amount)}H${scale.x(1)}"/>`,
	);
	return html`${drawn}`;
}

function spend(view: ChartView, scale: Scale): Html {
	const path = thinned(view.spend, scale)
		.map(({ x, amount }, index) => `${index === 0 ? "M" : "L"}${scale.x(x)} ${scale.y(amount)}`)
		.join("");
	const { x, amount } = view.now;
	return html`<path class="spend" d="${path}"/><circle class="now" cx="${scale.x(x)}" cy="${scale.y(amount)}" r="5"/>`;
}

/** At most one point per three pixels, the last one always: a day has 1,440 passes. */
function thinned(places: readonly Place[], scale: Scale): readonly Place[] {
	const column = ({ x }: Place) => Math.floor(scale.x(x) / 3);
	return places.filter((place, index) => {
		const next = places[index + 1];
		return index === 0 || next === undefined || column(next) !== column(place);
	});
}

const labelClasses: Readonly<Record<LabelKind, string>> = {
	line: "line-label",
	future: "future-label",
	now: "now-label",
};

function labelText({ kind, name, x, y, anchor, text }: Label): Html {
	return html`<text class="${`${labelClasses[kind]} ${name}`.trim()}" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}
