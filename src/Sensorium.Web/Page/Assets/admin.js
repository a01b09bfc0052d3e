// Changes users and tokens through the doors of this listener, and loads the page again to show what has become of it.
const token = document.querySelector('meta[name="sensorium-token"]').content;
const refused = document.getElementById('refused');
const dialog = document.getElementById('password');

/** Returns the answer; null where the change was refused, which is shown. */
async function change(method, path, body) {
  refused.hidden = true;
  try {
    const answer = await fetch(path, {
      method,
      headers: { 'Sensorium-Token': token, 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (answer.ok) return answer.status === 204 ? {} : await answer.json();
    if (answer.status === 401) location.reload();
    const problem = await answer.json();
    say(`${problem.message} (${problem.code}) ${problem.fix}`);
  } catch {
    say('The city does not answer.');
  }
  return null;
}

function say(text) {
  refused.textContent = text[0].toUpperCase() + text.slice(1);
  refused.hidden = false;
  scrollTo({ top: 0 });
}

async function changeAndReload(method, path, body) {
  if (await change(method, path, body)) location.reload();
  else return false;
  return true;
}

document.getElementById('add-user').addEventListener('submit', (event) => {
  event.preventDefault();
  changeAndReload('POST', '/users', Object.fromEntries(new FormData(event.target)));
});

document.getElementById('add-token').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { stream, name } = Object.fromEntries(new FormData(event.target));
  const added = await change('POST', '/tokens', name ? { stream, name } : { stream });
  if (!added) return;
  const output = document.getElementById('new-token');
  const code = document.createElement('code');
  code.textContent = added.token;
  output.replaceChildren(`The token ${added.name} of ${added.stream}. Copy it now: it is shown this once.`, code);
  output.hidden = false;
});

for (const select of document.querySelectorAll('[data-role-of]')) {
  const before = select.value;
  select.addEventListener('change', async () => {
    const done = await changeAndReload('PUT', `/users/${encodeURIComponent(select.dataset.roleOf)}`, { role: select.value });
    if (!done) select.value = before;
  });
}

for (const button of document.querySelectorAll('[data-remove]')) {
  button.addEventListener('click', () => {
    if (confirm(button.dataset.asks)) changeAndReload('DELETE', button.dataset.remove);
  });
}

for (const button of document.querySelectorAll('[data-password-of]')) {
  button.addEventListener('click', () => {
    document.getElementById('password-user').textContent = button.dataset.passwordOf;
    document.getElementById('new-password').value = '';
    dialog.showModal();
  });
}

document.getElementById('password-cancel').addEventListener('click', () => dialog.close());
dialog.querySelector('form').addEventListener('submit', () => {
  const user = document.getElementById('password-user').textContent;
  changeAndReload('PUT', `/users/${encodeURIComponent(user)}`, { password: document.getElementById('new-password').value });
});
