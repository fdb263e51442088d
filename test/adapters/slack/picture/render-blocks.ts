import type { Block, SlackMessage } from "../../../../shared/adapters/slack/blocks.ts";
import type { ActionsBlock } from "../../../../shared/adapters/slack/button-blocks.ts";

export type PictureMessage = {
	readonly name: string;
	readonly message: SlackMessage;
	readonly actions: ActionsBlock | null;
};

type Plain = { readonly text: string };
type Button = {
	readonly text: Plain;
	readonly style?: string;
	readonly confirm?: {
		readonly title: Plain;
		readonly text: Plain;
		readonly confirm: Plain;
		readonly deny: Plain;
	};
};

/** One page with each message as Slack draws it, near enough to look at: widths, weights and line breaks. */
export function renderPicture(messages: readonly PictureMessage[]): string {
	return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Slack messages</title>
<style>${style}</style><body>${messages.map(article).join("\n")}</body></html>`;
}

function article({ name, message, actions }: PictureMessage): string {
	const buttons = actions === null ? [] : (actions.elements as readonly Button[]);
	return `<article data-name="${name}"><small class="name">${name}</small>
<div class="push">${message.text}</div><div class="message">
${message.blocks.map(block).join("\n")}
<div class="actions">${buttons.map((button) => `<button class="${button.style ?? ""}">${escaped(button.text.text)}</button>`).join("")}</div>
</div>${buttons.map(dialog).join("")}</article>`;
}

/** Slack decodes the three entities of plain text as well as those of mrkdwn. */
function block(one: Block): string {
	switch (one.type) {
		case "header":
			return `<h1 class="text">${one.text.text}</h1>`;
		case "section":
			return `<p class="text">${markdown(one.text.text)}</p>`;
		case "context":
			return `<p class="text context">${one.elements.map(({ text }) => markdown(text)).join(" ")}</p>`;
	}
}

/** Of mrkdwn what reaches across one line: bold, italic, struck, code; a link or mention is marked, as nobody wants one. */
function markdown(text: string): string {
	return text
		.replaceAll(/<([^>]*)>/g, '<mark class="link">$1</mark>')
		.replaceAll(/(?<![\w*])\*([^\s*][^*\n]*?)\*(?![\w*])/g, "<b>$1</b>")
		.replaceAll(/(?<!\w)_([^\s_][^_\n]*?)_(?!\w)/g, '<i class="accident">$1</i>')
		.replaceAll(/(?<!\w)~([^\s~][^~\n]*?)~(?!\w)/g, '<s class="accident">$1</s>')
		.replaceAll(/`([^`\n]+)`/g, '<code class="accident">$1</code>')
		.replaceAll("\n", "<br>");
}

function dialog({ confirm }: Button): string {
	if (confirm === undefined) return "";
	const { title, text, confirm: yes, deny } = confirm;
	return `<div class="dialog"><b>${escaped(title.text)}</b><p class="text">${escaped(text.text)}</p>
<button>${escaped(deny.text)}</button><button class="danger">${escaped(yes.text)}</button></div>`;
}

function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const style = `
body { font: 15px/1.46 Lato, "Noto Sans", "DejaVu Sans", sans-serif; color: #1d1c1d; background: #fff; margin: 8px; }
article { border-bottom: 1px solid #ddd; padding: 6px 0; }
.name { color: #999; } .push { font-size: 12px; background: #eef; padding: 2px 6px; border-radius: 6px; overflow-wrap: anywhere; }
.message { border-left: 4px solid #ddd; padding-left: 10px; margin: 4px 0; }
h1 { font-size: 18px; line-height: 1.3; margin: 4px 0; } p { margin: 4px 0; }
.text { overflow-wrap: break-word; white-space: pre-wrap; }
.context { font-size: 12px; color: #616061; }
button { font: inherit; font-size: 13px; font-weight: 700; border: 1px solid #ccc; border-radius: 4px; background: #fff; padding: 4px 10px; margin: 2px 6px 2px 0; }
button.danger { color: #fff; background: #e01e5a; }
.dialog { border: 1px solid #ccc; border-radius: 6px; padding: 6px 10px; margin: 4px 0 4px 14px; max-width: 320px; font-size: 13px; }
mark { background: #fc6; } .accident { background: #f66; }`;
