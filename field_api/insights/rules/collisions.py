"""Collisions as STATS19 is published: columns of the three files, and the codes each may hold.

Columns are those of the files of 2024, in their order. Codes are the published ones; a test holds
them to those of the form. Bands of age, days of the week and the two flags of severity are from
general knowledge.
"""

from collections.abc import Mapping
from dataclasses import dataclass

MISSING = "-1"
"""As the published files write what is not known, and what the publisher finds out by itself."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column that holds a code of the form's field."""

    column: str
    field: str
    codes: frozenset[str]


def _coded(column: str, field: str, codes: str) -> Coded:
    return Coded(column, field, frozenset(codes.split()))


_KEYS = ("collision_index", "collision_year", "collision_ref_no")
COLLISION = (
    *_KEYS,
    *("location_easting_osgr", "location_northing_osgr", "longitude", "latitude", "police_force"),
    *("collision_severity", "number_of_vehicles", "number_of_casualties", "date", "day_of_week"),
    *("time", "local_authority_district", "local_authority_ons_district"),
    *("local_authority_highway", "local_authority_highway_current", "first_road_class"),
    *("first_road_number", "road_type", "speed_limit", "junction_detail_historic"),
    *("junction_detail", "junction_control", "second_road_class", "second_road_number"),
    "pedestrian_crossing_human_control_historic",
    "pedestrian_crossing_physical_facilities_historic",
    *("pedestrian_crossing", "light_conditions", "weather_conditions"),
    *("road_surface_conditions", "special_conditions_at_site", "carriageway_hazards_historic"),
    *("carriageway_hazards", "urban_or_rural_area"),
    "did_police_officer_attend_scene_of_accident",
    *("trunk_road_flag", "lsoa_of_accident_location", "enhanced_severity_collision"),
    *("collision_injury_based", "collision_adjusted_severity_serious"),
    "collision_adjusted_severity_slight",
)
VEHICLE = (
    *_KEYS,
    *("vehicle_reference", "vehicle_type", "towing_and_articulation"),
    *("vehicle_manoeuvre_historic", "vehicle_manoeuvre", "vehicle_direction_from"),
    *("vehicle_direction_to", "vehicle_location_restricted_lane_historic"),
    *("vehicle_location_restricted_lane", "junction_location", "skidding_and_overturning"),
    *("hit_object_in_carriageway", "vehicle_leaving_carriageway", "hit_object_off_carriageway"),
    *("first_point_of_impact", "vehicle_left_hand_drive", "journey_purpose_of_driver_historic"),
    *("journey_purpose_of_driver", "sex_of_driver", "age_of_driver", "age_band_of_driver"),
    *("engine_capacity_cc", "propulsion_code", "age_of_vehicle", "generic_make_model"),
    *("driver_imd_decile", "lsoa_of_driver", "escooter_flag", "driver_distance_banding"),
)
CASUALTY = (
    *_KEYS,
    *("vehicle_reference", "casualty_reference", "casualty_class", "sex_of_casualty"),
    *("age_of_casualty", "age_band_of_casualty", "casualty_severity", "pedestrian_location"),
    *("pedestrian_movement", "car_passenger", "bus_or_coach_passenger"),
    *("pedestrian_road_maintenance_worker", "casualty_type", "casualty_imd_decile"),
    *("lsoa_of_casualty", "enhanced_casualty_severity", "casualty_injury_based"),
    *("casualty_adjusted_severity_serious", "casualty_adjusted_severity_slight"),
    "casualty_distance_banding",
)

_TYPES = "1 2 3 4 5 8 9 10 11 16 17 18 19 20 21 22 23 90 97 98"
SEVERITIES = _coded("collision_severity", "severity", "1 2 3")
OF_COLLISIONS = (
    _coded("first_road_class", "first_road_class", "1 2 3 4 5 6"),
    _coded("road_type", "road_type", "1 2 3 6 7 9"),
    _coded("speed_limit", "speed_limit", "20 30 40 50 60 70"),
    _coded("junction_detail", "junction_detail", "0 13 16 17 18"),
    _coded("junction_control", "junction_control", "0 1 2 3 4"),
    _coded("second_road_class", "second_road_class", "0 1 2 3 4 5 6"),
    _coded("pedestrian_crossing", "pedestrian_crossing", "0 11 12 13 14 15 16 17"),
    _coded("light_conditions", "light", "1 4 5 6 7"),
    _coded("weather_conditions", "weather", "1 2 3 4 5 6 7 8 9"),
    _coded("road_surface_conditions", "surface", "1 2 3 4 5 6 7"),
    _coded("special_conditions_at_site", "special_conditions", "0 1 2 3 4 5 6 7"),
    _coded("carriageway_hazards", "hazards", "0 11 12 13 14 15 16 17 18 19 20 21"),
    _coded("did_police_officer_attend_scene_of_accident", "attended", "1 2"),
)
OF_VEHICLES = (
    _coded("vehicle_type", "vehicle_type", _TYPES),
    _coded("towing_and_articulation", "towing", "0 1 2 3 4 5"),
    _coded("vehicle_manoeuvre", "manoeuvre", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 19 20"),
    _coded("vehicle_direction_from", "direction_from", "0 1 2 3 4 5 6 7 8"),
    _coded("vehicle_direction_to", "direction_to", "0 1 2 3 4 5 6 7 8"),
    _coded("vehicle_location_restricted_lane", "restricted_lane", "0 1 2 4 5 6 9"),
    _coded("junction_location", "junction_location", "0 1 2 3 4 5 6 7 8"),
    _coded("skidding_and_overturning", "skidding", "0 1 2 3 4 5"),
    _coded("hit_object_in_carriageway", "hit_in_carriageway", "0 1 2 4 5 6 7 8 9 10 11 12"),
    _coded("vehicle_leaving_carriageway", "leaving_carriageway", "0 1 2 3 4 5 6 7 8"),
    _coded("hit_object_off_carriageway", "hit_off_carriageway", "0 1 2 3 4 5 6 7 8 9 10 11"),
    _coded("first_point_of_impact", "first_impact", "0 1 2 3 4"),
    _coded("vehicle_left_hand_drive", "left_hand_drive", "1 2 9"),
    _coded("journey_purpose_of_driver", "journey_purpose", "1 2 6 7 8 9"),
    _coded("sex_of_driver", "driver_sex", "1 2 3"),
    _coded("propulsion_code", "propulsion", "1 2 3 4 5 6 7 8 9 10 11 12"),
)
PEDESTRIAN, PASSENGER = "3", "2"
OF_CASUALTIES = (
    _coded("casualty_class", "casualty_class", "1 2 3"),
    _coded("sex_of_casualty", "casualty_sex", "1 2"),
    _coded("casualty_severity", "severity", "1 2 3"),
    _coded("casualty_type", "casualty_type", f"0 {_TYPES}"),
    _coded("enhanced_casualty_severity", "injury_severity", "1 5 6 7 3"),
)
OF_CLASSES: Mapping[str, tuple[Coded, ...]] = {
    PEDESTRIAN: (
        _coded("pedestrian_location", "pedestrian_location", "1 2 3 4 5 6 7 8 9 10"),
        _coded("pedestrian_movement", "pedestrian_movement", "1 2 3 4 5 6 7 8 9"),
        _coded("pedestrian_road_maintenance_worker", "road_worker", "0 1 2"),
    ),
    PASSENGER: (
        _coded("car_passenger", "car_passenger", "0 1 2"),
        _coded("bus_or_coach_passenger", "bus_passenger", "0 1 2 3 4"),
    ),
}
"""What is asked of casualties of one class only; of all others it is published as 0."""

NOT_OF_THE_CLASS = "0"
_BANDS = (5, 10, 15, 20, 25, 35, 45, 55, 65, 75)


def band(years: int) -> str:
    """The code of the band: 1 for 5 and under, 2 for 6 to 10, up to 11 for over 75."""
    return str(1 + sum(years > upper for upper in _BANDS))
