<?php
// PHP's hash of a whole number is the number itself: keys that are multiples of a large power of two collide, in json_decode() as in
// forms (oCERT-2011-003); max_input_vars limits forms alone.
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$body = file_get_contents('php://input');
switch ($path) {
	case '/page':
		parse_str((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_QUERY), $query);
		for ($i = 0; $i < (int) $query['n']; $i++) {
			echo "<li id='$i'>", rawurlencode('entry ' . $i * 31 . ' & more'), "</li>\n";
		}
		break;
	case '/upload':
		echo hash('sha256', $body);
		break;
	case '/cart':
		echo count((array) json_decode($body, true));
		break;
	default:
		http_response_code(404);
}
