"""What CloudBoost does otherwise than Parse: sessions that outlive their users, documents, roles."""
