using System.Globalization;
using System.Text;
using NodaTime;

namespace Zrepl.Engine.SnapshotNames;

/// <summary>A piece of a time layout.</summary>
internal abstract record GoTimeElement
{
    /// <summary>The unit that this piece tells apart; <see cref="TimeSpan.MaxValue"/> for pieces that do not tell times apart by
    /// themselves.</summary>
    public virtual TimeSpan Resolution => TimeSpan.MaxValue;

    public virtual bool PrintsZoneName => false;

    public abstract void AppendTo(StringBuilder result, ZonedDateTime time);

    /// <summary>Text that stays as it is.</summary>
    public sealed record Literal(string Text) : GoTimeElement
    {
        public override void AppendTo(StringBuilder result, ZonedDateTime time) => result.Append(Text);
    }

    /// <summary>A number, a name or AM/PM.</summary>
    public sealed record Field(GoTimeFields.Definition Definition) : GoTimeElement
    {
        public override TimeSpan Resolution => Definition.Resolution;

        public override bool PrintsZoneName => Definition.Token == "MST";

        public override void AppendTo(StringBuilder result, ZonedDateTime time) => result.Append(Definition.Format(time));
    }

    /// <summary><c>.000</c> or <c>,999</c>: a separator and digits of the second's fraction, cut off, not rounded.</summary>
    public sealed record Fraction(char Separator, int Digits, bool TrimsZeros) : GoTimeElement
    {
        public override TimeSpan Resolution => TimeSpan.FromTicks(Math.Max(1, (long)Math.Pow(10, 7 - Digits)));

        public override void AppendTo(StringBuilder result, ZonedDateTime time)
        {
            var digits = time.NanosecondOfSecond.ToString("D9", CultureInfo.InvariantCulture)[..Math.Min(Digits, 9)];
            if (TrimsZeros) digits = digits.TrimEnd('0');
            if (digits.Length > 0) result.Append(Separator).Append(digits);
        }
    }

    /// <summary><c>-0700</c>, <c>Z07:00</c> and their relatives.</summary>
    public sealed record ZoneOffset(bool UtcIsZ, bool HasColons, bool HasMinutes, bool HasSeconds) : GoTimeElement
    {
        public override void AppendTo(StringBuilder result, ZonedDateTime time)
        {
            var seconds = time.Offset.Seconds;
            if (UtcIsZ && seconds == 0)
            {
                result.Append('Z');
                return;
            }

            var colon = HasColons ? ":" : "";
            result.Append(seconds / 60 < 0 ? '-' : '+');
            seconds = Math.Abs(seconds);
            result.Append(CultureInfo.InvariantCulture, $"{seconds / 3600:D2}");
            if (HasMinutes) result.Append(CultureInfo.InvariantCulture, $"{colon}{seconds / 60 % 60:D2}");
            if (HasSeconds) result.Append(CultureInfo.InvariantCulture, $"{colon}{seconds % 60:D2}");
        }
    }
}
