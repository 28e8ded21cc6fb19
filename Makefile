# The same commands for those whose fingers type make. Options: make bots OPTIONS="--players 16 --json"
COMMANDS = up down logs migrate seed bots bench test check

.PHONY: $(COMMANDS) format generate
$(COMMANDS):
	@npm run --silent $@ -- $(OPTIONS)

format generate:
	@npm run --silent $@
