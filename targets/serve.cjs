'use strict';
// Starts one Parse Server of any release, as the JSON file named on the command line says:
//   packages  the folder that holds node_modules
//   options   handed to Parse Server as they are
//   mail      {host, port, from} of the SMTP server that gets its mails
// Written in the JavaScript of Node 12, because old releases of Parse Server run on nothing newer.

const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const plan = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const fromPackages = createRequire(path.join(plan.packages, 'package.json'));
const { ParseServer } = fromPackages('parse-server');
const nodemailer = fromPackages('nodemailer');

// One connection per mail: the suite opens its sink when a run begins and closes it when the run ends.
function deliver(mail) {
  const transport = nodemailer.createTransport({
    host: plan.mail.host,
    port: plan.mail.port,
    secure: false,
    ignoreTLS: true,
  });
  // Parse Server neither awaits nor catches what an adapter does: a rejection would end the whole process.
  return transport
    .sendMail({ from: plan.mail.from, to: mail.to, subject: mail.subject, text: mail.text })
    .catch(error => console.error(`a mail to ${mail.to} was not delivered: ${error.message}`))
    .then(() => transport.close());
}

// By default node closes a connection that was idle for five seconds. On a busy machine a request may come in that very
// moment: it is done, its answer is lost, and the client that asks again is told that its name is taken.
function stayOpen(started) {
  if (started && started.server) {
    started.server.keepAliveTimeout = 300 * 1000;
    started.server.headersTimeout = 310 * 1000;
  }
}

const options = Object.assign({ emailAdapter: { sendMail: deliver } }, plan.options);
const start = ParseServer.startApp || ParseServer.start;
Promise.resolve()
  .then(() => start.call(ParseServer, options))
  .then(stayOpen)
  .catch(error => {
    console.error(error);
    process.exit(1);
  });
