"""What people see: windows, screens, widgets, and the runner that keeps the UI thread free."""
