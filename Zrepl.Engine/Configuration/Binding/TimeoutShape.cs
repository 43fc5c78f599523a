using Zrepl.Engine.Configuration.Yaml;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>A duration that upstream reads with Go's grammar; ours takes the other one too. Source: spec config 2.1, 3.2.</summary>
/// <param name="mayBeZero">True if 0 is allowed.</param>
internal sealed class TimeoutShape(bool mayBeZero) : Shape<TimeSpan>
{
    public override string Title => "duration";

    public override string Example => "10s";

    public override bool TryBind(YamlNode node, Place place, out TimeSpan value)
    {
        value = default;
        if (node is not YamlScalar scalar)
        {
            place.WrongKind(node, "time.Duration", "such as 10s");
            return false;
        }

        // Upstream takes a bare number as nanoseconds, which nobody means.
        if (scalar.Tag is "!!int" or "!!float" && scalar.Text != "0")
        {
            var message =
                $"cannot unmarshal {scalar.Tag} `{scalar.Excerpt}` into time.Duration: missing time unit, did you mean \"{scalar.Text}s\"?";
            place.Malformed(node, ProblemCodes.Grammar, message);
            return false;
        }

        if (!EitherDuration.TryParseTimeout(scalar.Text, out value, out var problem))
        {
            place.Malformed(node, ProblemCodes.Grammar, $"cannot unmarshal !!str `{scalar.Excerpt}` into time.Duration: {problem}",
                "such as 10s or 1m30s");
            return false;
        }

        var isLegal = mayBeZero ? value >= TimeSpan.Zero : value > TimeSpan.Zero;
        if (!isLegal) place.Malformed(node, ProblemCodes.Grammar,
            $"field {place.Path.Name} must be {(mayBeZero ? "0 or positive" : "positive")}");
        return isLegal;
    }

    public override YamlNode Write(TimeSpan value, bool showsSecrets) => new YamlScalar(EitherDuration.Format(value), IsPlain: false);
}
