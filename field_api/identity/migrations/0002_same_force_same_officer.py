"""Two composite foreign keys, which Django's models can't state.

A unit's parent is of the unit's force; a token's officer is its device's officer.
"""

from django.db import migrations

FORWARDS = """
ALTER TABLE identity_unit
    ADD CONSTRAINT a_parent_unit_is_of_the_same_force
    FOREIGN KEY (parent_id, force_id) REFERENCES identity_unit (id, force_id);
ALTER TABLE identity_token
    ADD CONSTRAINT a_token_is_for_the_officer_of_its_device
    FOREIGN KEY (device_id, officer_id) REFERENCES identity_device (id, officer_id);
"""

BACKWARDS = """
ALTER TABLE identity_token DROP CONSTRAINT a_token_is_for_the_officer_of_its_device;
ALTER TABLE identity_unit DROP CONSTRAINT a_parent_unit_is_of_the_same_force;
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_people")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
