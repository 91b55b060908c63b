"""Looking after what runs: read models and to-dos, the ledger, and the topics facts travel on."""
