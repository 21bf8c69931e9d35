-- Takes a visitor's comment: reads the whole form in the thread that serves the request, and thanks.

function handle(r)
	r.content_type = 'text/plain'
	if r.method ~= 'POST' then
		r.status = 405
		return apache2.OK
	end
	local form = r:requestbody() or ''
	local text = form:match('text=([^&]*)') or ''
	local words = 0
	for _ in text:gmatch('[^+]+') do
		words = words + 1
	end
	r:puts('thanks for ', words, ' words, ', r.useragent_ip, '\n')
	return apache2.OK
end
