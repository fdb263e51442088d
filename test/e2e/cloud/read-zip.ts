import { inflateRawSync } from "node:zlib";

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const stored = 0;
const deflated = 8;

/** The files of a zip by name. For archives below 4 GB without encryption. */
export function readZip(archive: Buffer): Map<string, Buffer> {
	const end = archive.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
	if (end < 0 || archive.readUInt32LE(end) !== endSignature) throw new Error("This is no zip.");
	const files = new Map<string, Buffer>();
	let at = archive.readUInt32LE(end + 16);
	for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
		if (archive.readUInt32LE(at) !== entrySignature) throw new Error("The directory is broken.");
		const nameLength = archive.readUInt16LE(at + 28);
		const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
		files.set(name, contentOf(archive, at));
		at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
	}
	return files;
}

function contentOf(archive: Buffer, entryAt: number): Buffer {
	const method = archive.readUInt16LE(entryAt + 10);
	const sizeBytes = archive.readUInt32LE(entryAt + 20);
	const local = archive.readUInt32LE(entryAt + 42);
	const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
	const bytes = archive.subarray(from, from + sizeBytes);
	if (method === deflated) return inflateRawSync(bytes);
	if (method === stored) return bytes;
	throw new Error(`The zip uses compression method ${method}, which Lambda does not take either.`);
}
