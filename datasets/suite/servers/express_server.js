// express_server.js PORT: an Express application with vulnerable packages. Each route costs what its input makes it cost.
'use strict';

const crypto = require('crypto');
const express = require('express');
const { marked } = require('marked');
const minimatch = require('minimatch');
const semver = require('semver');

const FILES = Array.from({ length: 40 }, (_, i) => `src/module-${i}/index-${i * 7}.js`);
const application = express();
application.disable('etag');

function items(count) {
	const lines = [];
	for (let i = 0; i < count; i++) {
		lines.push(`<li id="${i}">${encodeURIComponent(`entry ${i * 31} & more`)}</li>`);
	}
	return `<ul>${lines.join('\n')}</ul>`;
}

application.get('/page', (request, response) => response.send(items(Number(request.query.n))));

application.post('/upload', express.raw({ type: () => true, limit: '4mb' }), (request, response) =>
	response.send(crypto.createHash('sha256').update(request.body).digest('hex')));

// CVE-2022-25883: semver before 7.5.2 backtracks over blanks.
application.get('/versions', (request, response) => {
	let valid = true;
	try {
		new semver.Range(String(request.query.range));
	} catch (e) {
		valid = false;
	}
	response.json({ valid });
});

// minimatch translates a pattern to a regular expression that backtracks over its asterisks.
application.get('/files', (request, response) => {
	const pattern = String(request.query.pattern);
	const names = [...FILES, String(request.query.name || '')];
	response.json(names.filter((name) => minimatch(name, pattern)));
});

// CVE-2024-45296 and its incomplete mends: several parameters in one segment, in Express's own path-to-regexp.
application.get('/trip/:from-:to-:via-:by', (request, response) => response.json(request.params));

// CVE-2022-21680 and CVE-2022-21681: marked before 4.0.10 backtracks over definitions and links.
application.post('/comment', express.text({ type: () => true, limit: '1mb' }), (request, response) =>
	response.send(marked.parse(request.body)));

application.use((request, response) => response.status(404).send('not found'));
application.listen(Number(process.argv[2]), '127.0.0.1');
