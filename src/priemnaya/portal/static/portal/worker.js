// Finds the number with which the digest of the challenge begins with so many zero bits.
(function () {
  "use strict";
  var AT_ONCE = 256, coder = new TextEncoder();
  function fits(digest, bits) {
    var bytes = new Uint8Array(digest), at = 0;
    for (; bits >= 8; bits -= 8) if (bytes[at++] !== 0) return false;
    return bits === 0 || bytes[at] >> (8 - bits) === 0;
  }
  self.onmessage = function (event) {
    var begin = event.data.challenge + " ", bits = event.data.bits;
    function look(from) {
      var tries = [];
      for (var n = from; n < from + AT_ONCE; n++) tries.push(self.crypto.subtle.digest("SHA-256", coder.encode(begin +
        n)));
      Promise.all(tries).then(function (found) {
        for (var k = 0; k < AT_ONCE; k++) {
          if (fits(found[k], bits)) { self.postMessage(from + k); return; }
        }
        look(from + AT_ONCE);
      });
    }
    look(0);
  };
})();
