"""What chat logs teach about timing: reading them, opportunities, the fit and its report, generated logs."""
