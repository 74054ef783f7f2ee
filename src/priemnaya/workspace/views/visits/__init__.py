"""Reception: the desk of visits and its queue, bookings by an operator, the schedule."""
