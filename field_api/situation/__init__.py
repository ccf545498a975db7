"""What happens where, in the last hours: entries, sightings and alerts on the map of the force."""
