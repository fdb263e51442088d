/** Sizes of one drawing, in CSS pixels at its natural width. */
export type ChartSize = {
	readonly name: "wide" | "narrow";
	readonly width: number;
	readonly height: number;
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
	readonly labelHeight: number;
};

export const wideSize: ChartSize = {
	name: "wide",
	width: 1120,
	height: 330,
	left: 8,
	right: 152,
	top: 10,
	bottom: 26,
	labelHeight: 17,
};

/** For phones: scaled down, the wide drawing has labels of 5 px. */
export const narrowSize: ChartSize = {
	name: "narrow",
	width: 343,
	height: 300,
	left: 4,
	right: 112,
	top: 10,
	bottom: 24,
	labelHeight: 15,
};

export type Scale = {
	readonly x: (share: number) => number;
	readonly y: (amount: number) => number;
};
