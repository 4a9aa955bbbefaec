'use strict';
// Uses the official Parse SDK as an application does, step by step, against the server that the driver names.

const { createRequire } = require('module');
const path = require('path');
const { ask, run, step } = require('../steps.cjs');

const PASSWORD = 'Right-Horse-7';
const NEW_PASSWORD = 'Better-Horse-8';
const LAST_PASSWORD = 'Best-Horse-9';

run(async () => {
  const plan = await ask({ plan: true });
  const Parse = createRequire(path.join(plan.packages, 'package.json'))('parse/node');
  Parse.initialize(plan.application, undefined, plan.master);
  Parse.serverURL = plan.url;
  Parse.User.enableUnsafeCurrentUser();
  const ann = await signingUp(Parse);
  await loggingIn(Parse, ann);
  await verifying(Parse, ann);
  await resetting(Parse, ann);
  await changing(Parse, ann);
  await refusing(Parse, ann);
  await asking(Parse, ann);
  await vouching(Parse);
  await anonymity(Parse);
  await leaving(Parse);
});

// What an application sees of a user.
function seen(user) {
  return user && { ...user.toJSON(), current: user.isCurrent(), authenticated: user.authenticated() };
}

function listed(users) {
  return users.map(user => user.toJSON());
}

async function shown(promise) {
  return seen(await promise);
}

async function signingUp(Parse) {
  const ann = new Parse.User();
  await step('sign up', () => shown(ann.signUp({ username: 'ann', password: PASSWORD, email: 'ann@example.test', city: 'Ulm' })));
  await step('the current user', () => seen(Parse.User.current()));
  await step('a taken name', () => shown(Parse.User.signUp('ann', PASSWORD, { email: 'other@example.test' })));
  await step('a taken address', () => shown(Parse.User.signUp('ann2', PASSWORD, { email: 'ann@example.test' })));
  await step('an address that is none', () => shown(Parse.User.signUp('ann3', PASSWORD, { email: 'nonsense' })));
  return ann;
}

async function loggingIn(Parse, ann) {
  const first = ann.getSessionToken();
  await step('the current session', async () => (await Parse.Session.current()).toJSON());
  await step('a session beside the first', () => shown(Parse.User.logIn('ann', PASSWORD)));
  await step('log out', async () => [await Parse.User.logOut(), Parse.User.current()]);
  // Which sentence tells it depends on whether the server still remembers the session from before: the code does not.
  await step('become somebody by an ended session', () => Parse.User.become(first).catch(error => error.code));
  await step('a wrong password', () => shown(Parse.User.logIn('ann', 'Wrong-Horse-0')));
  await step('an unknown name', () => shown(Parse.User.logIn('nobody', PASSWORD)));
  await step('log in', () => shown(Parse.User.logIn('ann', PASSWORD)));
  await step('log in by POST', () => shown(Parse.User.logIn('ann', PASSWORD, { usePost: true })));
  await step('log in by address', () => shown(Parse.User.logIn('ann@example.test', PASSWORD)));
  await step('become', () => shown(Parse.User.become(Parse.User.current().getSessionToken())));
  await step('become nobody', () => shown(Parse.User.become(`r:${'0'.repeat(32)}`)));
  await step('me', () => shown(Parse.User.me(Parse.User.current().getSessionToken())));
  await step('verify a password', () => Parse.User.verifyPassword('ann', PASSWORD));
  await step('verify a wrong password', () => Parse.User.verifyPassword('ann', 'Wrong-Horse-0'));
  await step('the sessions of a user', async () => listed(await new Parse.Query(Parse.Session).ascending('createdAt').find()));
}

async function verifying(Parse) {
  const first = await ask({ mail: 'ann@example.test' });
  await step('the mail after signing up', () => first.subject);
  await step('ask for another mail', () => Parse.User.requestEmailVerification('ann@example.test'));
  const second = await ask({ mail: 'ann@example.test' });
  await step('the other mail', () => second.subject);
  await step('the first link is old', async () => (await fetch(first.link)).status);
  await step('follow the link', async () => (await fetch(second.link)).status);
  await step('verified', async () => (await Parse.User.current().fetch()).get('emailVerified'));
  await step('ask once more', () => Parse.User.requestEmailVerification('ann@example.test'));
  await step('ask for a stranger', () => Parse.User.requestEmailVerification('nobody@example.test'));
  await step('ask for no address', () => Parse.User.requestEmailVerification(''));
}

async function resetting(Parse) {
  const before = Parse.User.current().getSessionToken();
  await step('forget the password', () => Parse.User.requestPasswordReset('ann@example.test'));
  await step('forget the password of a stranger', () => Parse.User.requestPasswordReset('nobody@example.test'));
  await step('forget no password', () => Parse.User.requestPasswordReset(''));
  const mail = await ask({ mail: 'ann@example.test' });
  const link = new URL(mail.link);
  await step('the mail', () => [mail.subject, [...link.searchParams.keys()]]);
  await step('the form', async () => (await fetch(link)).status);
  const sent = { token: link.searchParams.get('token'), username: 'ann', new_password: NEW_PASSWORD };
  const send = () => fetch(link.origin + link.pathname, { method: 'POST', body: new URLSearchParams(sent), redirect: 'manual' });
  await step('a new password', async () => (await send()).status);
  await step('the link is used up', async () => (await send()).status);
  await step('the old session', () => shown(Parse.User.become(before)));
  await step('the old password', () => shown(Parse.User.logIn('ann', PASSWORD)));
  await step('the new password', () => shown(Parse.User.logIn('ann', NEW_PASSWORD)));
}

async function changing(Parse) {
  const user = Parse.User.current();
  const before = user.getSessionToken();
  await step('save', () => shown(user.save({ city: 'Bonn', pets: 2 })));
  await step('count up', async () => (await user.increment('pets').save()).get('pets'));
  await step('take away', () => shown(user.unset('city').save()));
  await step('save another address', () => shown(user.save({ email: 'ann.b@example.test' })));
  await step('its mail', async () => (await ask({ mail: 'ann.b@example.test' })).subject);
  await step('save another password', () => shown(user.save({ password: LAST_PASSWORD })));
  await step('the session is another', () => user.getSessionToken() !== before);
  await step('the session before', () => shown(Parse.User.become(before)));
  await step('log in with it', () => shown(Parse.User.logIn('ann', LAST_PASSWORD)));
  await step('fetch', () => shown(Parse.User.current().fetch()));
}

async function refusing(Parse, ann) {
  const id = ann.id;
  await Parse.User.logOut();
  await step('somebody else', () => shown(Parse.User.signUp('bob', PASSWORD, { email: 'bob@example.test' })));
  await step('change a stranger', () => shown(Parse.User.createWithoutData(id).save({ city: 'Rome' })));
  await step('delete a stranger', () => shown(Parse.User.createWithoutData(id).destroy()));
  await step('read a stranger', () => shown(new Parse.Query(Parse.User).get(id)));
  const key = Parse.masterKey;
  Parse.masterKey = 'a guess';
  await step('be a stranger', () => shown(Parse.User.loginAs(id)));
  Parse.masterKey = key;
  await step('change a stranger as the owner of the server', async () => {
    const changed = await Parse.User.createWithoutData(id).save({ city: 'Rome' }, { useMasterKey: true });
    return changed.toJSON();
  });
  await step('be readable', async () => {
    const acl = new Parse.ACL(Parse.User.current());
    acl.setPublicReadAccess(true);
    return shown(Parse.User.current().setACL(acl) && Parse.User.current().save());
  });
}

async function asking(Parse, ann) {
  const users = () => new Parse.Query(Parse.User);
  await step('everybody, as bob', async () => listed(await users().ascending('username').find()));
  await step('ann, as bob', async () => listed(await users().equalTo('username', 'ann').find()));
  await step('count, as bob', () => users().count());
  await Parse.User.logOut();
  await step('everybody, as nobody', async () => listed(await users().find()));
  await step('ann again', () => shown(Parse.User.logIn('ann', LAST_PASSWORD)));
  await step('everybody, as ann', async () => listed(await users().ascending('username').find()));
  const owner = { useMasterKey: true };
  await step('everybody, as the owner', async () => listed(await users().descending('username').find(owner)));
  await step('one of a list', async () => listed(await users().containedIn('username', ['bob', 'eve']).find(owner)));
  await step('the first', async () => (await users().ascending('username').first(owner)).getUsername());
  await step('beyond the first', async () => listed(await users().ascending('username').skip(1).limit(1).find(owner)));
  await step('some fields', async () => listed(await users().select('username').equalTo('city', 'Rome').find(owner)));
  await step('who has a city', async () => (await users().exists('city').find(owner)).map(user => user.getUsername()));
  // Without any condition the real server gives an estimate of its database.
  await step('count, as the owner', () => users().exists('username').count(owner));
  await step('list and count', async () => (await users().exists('username').limit(1).withCount().find(owner)).count);
  await step('the wrong id', async () => (await users().get('nobodyatal', owner)).toJSON());
  await step('be ann, as the owner', () => shown(Parse.User.loginAs(ann.id)));
  await step('be nobody, as the owner', () => shown(Parse.User.loginAs('nobodyatal')));
}

async function vouching(Parse) {
  const authData = { id: 'carol-1', access_token: 'good-carol-1' };
  await Parse.User.logOut();
  await step('a provider', () => shown(Parse.User.logInWith('stamp', { authData })));
  await step('its session', async () => (await Parse.Session.current()).get('createdWith'));
  await step('linked', () => Parse.User.current()._isLinked('stamp'));
  const id = Parse.User.current().id;
  await Parse.User.logOut();
  await step('the provider again', async () => {
    const user = await Parse.User.logInWith('stamp', { authData });
    return [user.id === id, seen(user)];
  });
  await Parse.User.logOut();
  const bad = { id: 'carol-1', access_token: 'forged' };
  await step('a forged token', () => shown(Parse.User.logInWith('stamp', { authData: bad })));
  await step('an unknown provider', () => shown(Parse.User.logInWith('nowhere', { authData })));
  await step('dave', () => shown(Parse.User.signUp('dave', PASSWORD)));
  await step('a taken identity', () => shown(Parse.User.current().linkWith('stamp', { authData })));
  const own = { id: 'dave-1', access_token: 'good-dave-1' };
  await step('link', () => shown(Parse.User.current().linkWith('stamp', { authData: own })));
  await step('unlink', () => shown(Parse.User.current()._unlinkFrom('stamp')));
  await Parse.User.logOut();
}

async function anonymity(Parse) {
  await step('anonymous', () => shown(Parse.AnonymousUtils.logIn()));
  await step('anonymous indeed', () => Parse.AnonymousUtils.isLinked(Parse.User.current()));
  const user = Parse.User.current();
  const id = user.id;
  await step('become named', () => shown(user.signUp({ username: 'erin', password: PASSWORD })));
  await step('anonymous no more', () => Parse.AnonymousUtils.isLinked(Parse.User.current()));
  await Parse.User.logOut();
  await step('named', async () => {
    const named = await Parse.User.logIn('erin', PASSWORD);
    return [named.id === id, seen(named)];
  });
}

async function leaving(Parse) {
  const token = Parse.User.current().getSessionToken();
  await step('leave', async () => (await Parse.User.current().destroy()) && null);
  await step('the session of who left', () => shown(Parse.User.me(token)));
  await step('who left cannot log in', () => shown(Parse.User.logIn('erin', PASSWORD)));
}
