'use strict';
// A provider of identities for the real server: it vouches for whoever shows `good-ID`, as the mock's providers do.

module.exports = {
  validateAppId() {
    return Promise.resolve();
  },
  validateAuthData(authData) {
    return authData.access_token === `good-${authData.id}` ? Promise.resolve() : Promise.reject(new Error('stamp: bad token'));
  },
};
