#!/usr/bin/env node
// The options of curl that the documentation uses, for machines without it.
import { writeFileSync } from "node:fs";

const headers = {};
let url = "";
let method;
let body;
let headersTo;
let bodyTo;
const words = process.argv.slice(2);
while (words.length > 0) {
  const word = words.shift();
  if (word === "-X") method = words.shift();
  else if (word === "-d") body = words.shift();
  else if (word === "-D") headersTo = words.shift();
  else if (word === "-o") bodyTo = words.shift();
  else if (word === "-H") {
    const [, name, value] = /^([^:]+):\s*(.*)$/s.exec(words.shift());
    headers[name] = value;
  } else if (word !== "-s") url = word;
}
const answer = await fetch(url, { method: method ?? (body === undefined ? "GET" : "POST"), headers, body });
if (headersTo === "-") {
  process.stdout.write(
    `HTTP/1.1 ${answer.status}\r\n${[...answer.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
  );
}
const text = await answer.text();
if (bodyTo === undefined) process.stdout.write(text);
else writeFileSync(bodyTo, text);
