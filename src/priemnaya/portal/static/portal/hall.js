// The screen of a hall: asks for itself every four seconds, keeps the last news when the network is lost, and sounds
// for
// a new call once somebody has switched the sound on. Without a script the page refreshes itself.
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  var news = document.getElementById("hall-news"), button = document.getElementById("hall-sound"), sound = null;
  function calls(root) {
    return Array.from(root.querySelectorAll("[data-call]")).map(function (row) { return row.dataset.call; });
  }
  var known = calls(document);
  function ring() {
    if (!sound) { return; }
    [660, 880].forEach(function (pitch, n) {
      var tone = sound.createOscillator(), gain = sound.createGain(), at = sound.currentTime + n * 0.25;
      tone.frequency.value = pitch;
      gain.gain.setValueAtTime(0.2, at);
      gain.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
      tone.connect(gain).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.5);
    });
  }
  button.addEventListener("click", function () {
    var Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) { return; }
    sound = new Audio();
    button.textContent = button.dataset.on;
    button.disabled = true;
    ring();
  });
  function lost() {
    news.firstChild.textContent = news.dataset.lost + " ";
    news.classList.add("lost");
  }
  function look() {
    fetch(location.href, { cache: "no-store", credentials: "omit" }).then(function (answer) {
      if (!answer.ok) { throw new Error("away"); }
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html"), fresh = calls(page);
      document.getElementById("main").replaceWith(page.getElementById("main"));
      var words = page.getElementById("hall-news");
      news.replaceChildren.apply(news, Array.from(words.childNodes));
      news.classList.remove("lost");
      if (fresh.some(function (one) { return known.indexOf(one) < 0; })) { ring(); }
      known = fresh;
    }).catch(lost);
  }
  setInterval(look, 4000);
})();
