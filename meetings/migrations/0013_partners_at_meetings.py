from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0012_groups_and_circles'),
        ('members', '0011_leaving'),
    ]

    operations = [
        migrations.AddField(
            model_name='meeting',
            name='partners',
            field=models.ManyToManyField(blank=True, related_name='invitations_to_meetings', to='members.organisation', verbose_name='Partner'),
        ),
    ]
