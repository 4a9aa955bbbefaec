'use strict';
// Uses the official CloudBoost SDK as a page in a browser does, step by step, against the server that the driver names.
// Of the published clients none signs anybody up outside of a browser, so jsdom is the browser.

const dns = require('dns');
const { createRequire } = require('module');
const path = require('path');
const { ask, run, step } = require('../steps.cjs');

const PASSWORD = 'Right-Horse-7';
const NEW_PASSWORD = 'Better-Horse-8';
const HERE = new Set(['127.0.0.1', 'localhost']);

// Where the client wanted to go besides: it asks hosts of its maker and of others, which are not there for it.
const strangers = new Set();
const lookup = dns.lookup;
dns.lookup = (host, ...rest) => {
  if (HERE.has(host)) {
    return lookup(host, ...rest);
  }
  strangers.add(host);
  return process.nextTick(rest[rest.length - 1], new Error(`${host} is not asked`));
};

run(async () => {
  const plan = await ask({ plan: true });
  const load = createRequire(path.join(plan.packages, 'package.json'));
  pretendToBeABrowser(load, plan.url);
  const CB = load('cloudboost');
  await beginning(CB, plan);
  const ann = await signingUp(CB);
  await changingThePassword(CB);
  await leaving(CB);
  await resetting(CB);
  await loggingIn(CB);
  await roles(CB);
  await saving(CB, ann);
  await step('hosts beyond this machine', () => [...strangers].sort());
});

function pretendToBeABrowser(load, url) {
  const { JSDOM, VirtualConsole } = load('jsdom');
  const { window } = new JSDOM('<!doctype html>', { url: `${url}/`, pretendToBeVisual: true, virtualConsole: new VirtualConsole() });
  for (const name of ['window', 'document', 'navigator', 'localStorage', 'XMLHttpRequest', 'location', 'File', 'FormData']) {
    Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window[name], configurable: true, writable: true });
  }
}

// The client looks for its maker's server, and calls itself disconnected if that is not there.
function stayConnected(CB) {
  Object.defineProperty(CB.CloudApp, '_isConnected', { get: () => true, set: () => undefined });
}

function seen(value, CB) {
  return { value: value && value.document ? plain(value.document) : value, current: nameOf(CB.CloudUser.current), session: localStorage.getItem('sessionID') };
}

function nameOf(user) {
  return user && user.document && user.document.username ? user.document.username : null;
}

// Documents hold documents, such as the roles of a user.
function plain(value) {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value && typeof value === 'object') {
    const inner = value.document || value;
    return Object.fromEntries(Object.entries(inner).filter(([, one]) => typeof one !== 'function').map(([name, one]) => [name, plain(one)]));
  }
  return value;
}

// A step with what the page sees after it; an error as the client hands it on, which is that of its HTTP library.
function does(name, CB, act) {
  return step(name, async () => {
    try {
      return seen(await act(), CB);
    } catch (error) {
      if (error && error.response) {
        const told = error.response.data;
        throw Object.assign(new Error(told.error || told.message || told), { code: error.response.status });
      }
      throw error;
    }
  });
}

function person(CB, fields) {
  const user = new CB.CloudUser();
  for (const [name, value] of Object.entries(fields)) {
    user.set(name, value);
  }
  return user;
}

async function beginning(CB, plan) {
  await step('init', () => CB.CloudApp.init(plan.url, plan.application, plan.client, { disableRealtime: true }));
  stayConnected(CB);
}

async function signingUp(CB) {
  const whole = { username: 'ann', password: PASSWORD, email: 'ann@example.test' };
  for (const missing of ['username', 'password', 'email']) {
    const fields = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== missing));
    await does(`signUp:no-${missing}`, CB, () => person(CB, fields).signUp());
  }
  const ann = person(CB, whole);
  await does('signUp', CB, () => ann.signUp());
  await step('after-signUp:fields', () => ({
    id: ann.id, username: ann.username, password: ann.password, email: ann.get('email'), createdAt: ann.createdAt,
    updatedAt: ann.updatedAt, expires: ann.expires, version: ann.document._version,
  }));
  await does('signUp:duplicate', CB, () => person(CB, { ...whole, email: 'other@example.test' }).signUp());
  await does('getCurrentUser', CB, () => CB.CloudUser.getCurrentUser());
  return ann;
}

async function changingThePassword(CB) {
  await does('changePassword', CB, () => CB.CloudUser.current.changePassword(PASSWORD, NEW_PASSWORD));
  await does('changePassword:wrong-old', CB, () => CB.CloudUser.current.changePassword('bad', 'zzz'));
  await does('resetPassword:while-logged-in', CB, () => CB.CloudUser.resetPassword('ann@example.test'));
}

async function leaving(CB) {
  const ann = CB.CloudUser.current;
  await does('logOut', CB, () => ann.logOut());
  await does('getCurrentUser:after-logOut', CB, () => CB.CloudUser.getCurrentUser());
  CB.CloudUser.current = null;
  await does('logOut:twice', CB, () => ann.logOut());
}

async function resetting(CB) {
  await does('resetPassword', CB, () => CB.CloudUser.resetPassword('ann@example.test'));
  await does('resetPassword:unknown', CB, () => CB.CloudUser.resetPassword('ghost@example.test'));
  await does('resetPassword:no-email', CB, () => CB.CloudUser.resetPassword());
}

async function loggingIn(CB) {
  await does('logIn:wrong-password', CB, () => person(CB, { username: 'ann', password: 'wrong' }).logIn());
  await does('logIn:unknown', CB, () => person(CB, { username: 'ghost', password: NEW_PASSWORD }).logIn());
  await does('logIn:no-password', CB, () => person(CB, { username: 'ann' }).logIn());
  await does('logIn', CB, () => person(CB, { username: 'ann', password: NEW_PASSWORD }).logIn());
}

async function roles(CB) {
  const role = new CB.CloudRole('tea');
  await does('role:save', CB, () => role.save());
  await does('isInRole:before', CB, () => CB.CloudUser.current.isInRole(role));
  await does('addToRole', CB, () => CB.CloudUser.current.addToRole(role));
  await does('isInRole:after', CB, () => CB.CloudUser.current.isInRole(role));
  await does('removeFromRole', CB, () => CB.CloudUser.current.removeFromRole(role));
}

async function saving(CB) {
  const ann = CB.CloudUser.current;
  ann.set('email', 'new@example.test');
  await does('save:update', CB, () => ann.save());
  await does('callback-style', CB, () => new Promise((success, error) => CB.CloudUser.getCurrentUser({ success, error })));
  await does('delete', CB, () => CB.CloudUser.current.delete());
  await does('getCurrentUser:deleted', CB, () => CB.CloudUser.getCurrentUser());
}
