import type { Settings } from "../../core/detect/setting.ts";

/**
 * When guard's own notices are due. They say what is told together and what apart, and change no action, so that
 * there is nothing for an operator to set.
 */
export const noticeTimes = {
	draftMs: {
		value: 120_000,
		unit: "ms in which the pass that wrote it says how it ended; else it goes out as a draft",
		source: "docs/how-it-decides.md 8: three times what a pass may take, 40 s",
	},
	laterMs: {
		value: 900_000,
		unit: "ms after the tier rose: no notice of the rise can have meant a step so late",
		source:
			"docs/how-it-decides.md 8: a quarter of the endpoints a pass, four waves and their retries",
	},
	waveMs: {
		value: 300_000,
		unit: "ms after the last first step, in which the next one belongs to the same wave",
		source: "docs/how-it-decides.md 8: what a step has to show an effect, limits.settleMinutes",
	},
	toldBackShare: {
		value: 0.5,
		unit: "of the time for which what came back is remembered",
		source:
			"docs/how-it-decides.md 6: 15 of the 30 minutes, so that a pass that dies leaves as many",
	},
} satisfies Settings;
