// The staff page works without this file; it adds dropping files, their progress, and trials.
"use strict";

const POLL_MILLISECONDS = 500;

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text || "";
  return made;
}

// One line for each file that was sent, and one for each that a zip held.
class Sending {
  constructor(form, list, file) {
    Object.assign(this, { form, file, words: JSON.parse(form.dataset.words) });
    this.line = list.appendChild(element("li", ""));
    this.line.append(element("span", "name", file.name));
    this.state = this.line.appendChild(element("span", "outcome", this.words.waiting));
    this.bar = this.line.appendChild(document.createElement("progress"));
    this.bar.setAttribute("aria-label", file.name);
    this.bar.value = 0;
  }

  async run() {
    try {
      const sent = JSON.parse(await this.send());
      let state = { finished: false };
      while (!state.finished) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
        const answer = await fetch(this.form.dataset.uploads + sent.upload, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(answer.status === 401 ? this.words.signedOut : this.words.failed);
        state = await answer.json();
        this.reading(state);
      }
      this.show(state);
    } catch (error) {
      this.fail(error.message);
    }
  }

  // XMLHttpRequest tells how much was sent; fetch does not.
  send() {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.form.action);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-Form-Token", this.form.elements.form_token.value);
      request.upload.onprogress = (event) => {
        this.bar.value = event.loaded / event.total / 2;
        this.state.textContent = fill(this.words.sending, { percent: Math.round((100 * event.loaded) / event.total) });
      };
      request.onload = () => {
        const problems = { 401: this.words.signedOut, 403: this.words.signedOut, 413: this.words.tooLarge };
        if (request.status === 202) resolve(request.responseText);
        else reject(new Error(problems[request.status] || this.words.failed));
      };
      request.onerror = () => reject(new Error(this.words.failed));
      const body = new FormData();
      body.append("files", this.file);
      request.send(body);
    });
  }

  reading(state) {
    this.state.textContent = state.total > 1 ? fill(this.words.readingOf, state) : this.words.reading;
    if (state.total) this.bar.value = 0.5 + state.done / state.total / 2;
    else this.bar.removeAttribute("value");
  }

  show(state) {
    this.bar.remove();
    if (!state.error && state.outcomes.length === 1) {
      this.outcome(this.line, state.outcomes[0]);
      return;
    }
    if (state.error) this.fail(state.error);
    else this.state.textContent = state.summary;
    for (const outcome of [...state.outcomes].reverse()) {
      const line = element("li", "");
      line.append(element("span", "name", outcome.name), element("span", "outcome"));
      this.line.after(line);
      this.outcome(line, outcome);
    }
  }

  outcome(line, outcome) {
    const state = line.querySelector(".outcome");
    state.classList.add(`outcome-${outcome.outcome}`);
    state.textContent = this.words[outcome.outcome];
    if (outcome.document) {
      const link = line.appendChild(element("a", "", this.words.open));
      link.href = this.form.dataset.documents + encodeURIComponent(outcome.document);
      link.setAttribute("aria-label", `${this.words.open} : ${outcome.name}`);
    }
    const reasons = [outcome.reason, outcome.replaces && `${this.words.replaces} ${outcome.replaces}`, ...outcome.notes];
    for (const reason of reasons.filter(Boolean)) line.append(element("span", "reason", reason));
  }

  fail(message) {
    this.bar.remove();
    this.state.className = "outcome outcome-refused";
    this.state.textContent = message;
  }
}

function prepareDrop(form) {
  const list = document.getElementById("results");
  const chosen = form.elements.files;
  let queue = Promise.resolve();
  const take = (files) => {
    for (const file of files) {
      const sending = new Sending(form, list, file);
      queue = queue.then(() => sending.run());
    }
  };
  form.addEventListener("submit", (event) => {
    if (!chosen.files.length) return;
    event.preventDefault();
    take(chosen.files);
    chosen.value = "";
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  // A file that misses the field must not replace the page.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
}

// The answer of a trial is shown beside its form.
function prepareTrial(form) {
  const place = document.getElementById(form.dataset.answer);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    place.textContent = form.dataset.wait;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(page.getElementById("trial-answer") || page.querySelector(".banner"));
    } catch {
      form.submit();
    } finally {
      button.disabled = false;
    }
  });
}

// Sending twice by a double click does nothing twice; a page that comes back can send again.
function prepareOnce(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}

// What was written for long outlives the session: it is sent once there is one again.
function prepareEntries(form) {
  const data = form.dataset;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(data.session, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer && answer.ok) form.elements.form_token.value = (await answer.json()).form_token;
    if (!answer || answer.status !== 401) return form.submit();
    const told = element("p", "banner bad", `${data.over} `);
    told.setAttribute("role", "alert");
    const link = told.appendChild(element("a", "", data.again));
    Object.assign(link, { href: data.signIn, target: "_blank", rel: "noopener" });
    form.querySelector(".banner")?.remove();
    form.append(told);
  });
}

document.querySelectorAll("form.metadata").forEach(prepareEntries);
document.querySelectorAll("form.drop").forEach(prepareDrop);
document.querySelectorAll("form[data-answer]").forEach(prepareTrial);
document.querySelectorAll("form[method=post]").forEach(prepareOnce);
