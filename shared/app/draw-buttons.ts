import { noticeButtons } from "../core/notify/notice-buttons.ts";
import type { Notice } from "../domain/notice.ts";
import { type PreviewDeps, previewStop } from "./preview-stop.ts";

/** Statuses in which an endpoint is under guard action. */
const active: ReadonlySet<string> = new Set(["intended", "applied", "restoring"]);

/** The notice with what can be decided on it now. Without a reading there is nothing to decide on. */
export async function drawButtons(deps: PreviewDeps, notice: Notice): Promise<Notice> {
	const preview = await previewStop(deps);
	if (preview === null) return notice;
	const { plan, policy, reading, control, planHash, stateVersion, now } = preview;
	const acted = control.held.filter(({ status }) => active.has(status));
	const saves = acted.reduce((sum, { savesMicroUsdPerHour }) => sum + savesMicroUsdPerHour, 0);
	const held = { held: acted.length, heldSavesMicroUsdPerHour: saves };
	const asked = control.word?.pending ?? null;
	const buttons = noticeButtons({ notice, plan, policy, reading, now, asked, ...held });
	const askedHash = asked === null ? {} : { askedHash: asked.planHash };
	return buttons.length === 0
		? notice
		: { ...notice, actions: { planHash, stateVersion, ...askedHash, buttons } };
}
