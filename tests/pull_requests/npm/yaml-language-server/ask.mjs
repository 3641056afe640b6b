// Opens a design file as an editor does and prints, as JSON, what the language server says of it.
// Arguments: the project's folder, the file, and settings of the server.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const [root, file, settings] = process.argv.slice(2);
const server = spawn("node", ["node_modules/.bin/yaml-language-server", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
const answers = new Map();
const uri = `file://${root}/${file}`;
let number = 0;
let told;
const diagnosed = new Promise((resolve) => { told = resolve; });

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function ask(method, params) {
  number += 1;
  send({ id: number, method, params });
  return new Promise((resolve) => answers.set(number, resolve));
}

function hear(message) {
  if (message.method === "textDocument/publishDiagnostics") told(message.params.diagnostics);
  else if (message.method === "workspace/configuration")
    send({ id: message.id, result: message.params.items.map((item) => (item.section === "yaml" ? JSON.parse(settings) : {})) });
  else if (message.method && message.id !== undefined) send({ id: message.id, result: null });
  else answers.get(message.id)?.(message.result);
}

let heard = Buffer.alloc(0);
server.stdout.on("data", (data) => {
  heard = Buffer.concat([heard, data]);
  for (;;) {
    const head = /Content-Length: (\d+)\r\n\r\n/.exec(heard.toString("latin1"));
    if (!head) return;
    const start = head.index + head[0].length;
    const end = start + Number(head[1]);
    if (heard.length < end) return;
    hear(JSON.parse(heard.subarray(start, end)));
    heard = heard.subarray(end);
  }
});

const text = readFileSync(`${root}/${file}`, "utf8");
const folder = { uri: `file://${root}`, name: "project" };
const capabilities = { workspace: { configuration: true, workspaceFolders: true } };
await ask("initialize", { processId: null, rootUri: folder.uri, workspaceFolders: [folder], capabilities });
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml: JSON.parse(settings) } } });
await new Promise((resolve) => setTimeout(resolve, 500));
send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
const mistakes = (await diagnosed).map((one) => [one.range.start.line + 1, one.message]);

// A person goes to the line below `nginx:` and asks what may stand there, then rests the mouse on `host`.
const lines = text.split("\n");
const line = lines.findIndex((one) => one === "  nginx:") + 1;
lines.splice(line, 0, "    ");
send({ method: "textDocument/didChange", params: { textDocument: { uri, version: 2 }, contentChanges: [{ text: lines.join("\n") }] } });
const offered = await ask("textDocument/completion", { textDocument: { uri }, position: { line, character: 4 } });
const hover = await ask("textDocument/hover", { textDocument: { uri }, position: { line: line + 1, character: 5 } });
console.log(JSON.stringify({
  mistakes,
  offered: (offered?.items ?? offered ?? []).map((one) => one.label),
  explained: hover?.contents?.value ?? "",
}));
server.kill();
process.exit(0);
