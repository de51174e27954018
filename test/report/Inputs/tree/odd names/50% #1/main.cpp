// Grüße 🌍
void run() {
	auto ä = csp::make_channel<int>(1);
	log("😀 日本"); ä.send(1);	close(ä);
	/* � */ ä.send(2);
}
