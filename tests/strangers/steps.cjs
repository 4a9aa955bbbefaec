'use strict';
// What the scripts of all clients share. A script tells each step as a line of JSON on stdout, and may ask its driver
// for something: the driver answers with a line on stdin. Nothing else may go to stdout.

const readline = require('readline');

const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function ask(question) {
  say({ ask: question });
  return JSON.parse((await answers.next()).value);
}

// Runs one step and tells what came of it: a value, or the error as the client shows it to its user.
async function step(name, act) {
  try {
    const value = await act();
    say({ step: name, ok: value === undefined ? null : value });
  } catch (error) {
    say({ step: name, error: { code: error.code, message: error.message || String(error) } });
  }
}

function run(script) {
  script().then(
    () => process.exit(0),
    error => {
      console.error(error);
      process.exit(1);
    }
  );
}

module.exports = { ask, run, say, step };
