using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Retention;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.Units;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The shapes of single values that several sections use, each with upstream's words for what it refuses.</summary>
internal static class Scalars
{
    public static readonly BooleanShape Boolean = BooleanShape.Instance;

    public static readonly TimeoutShape Timeout = new(mayBeZero: false);

    public static readonly TimeoutShape TimeoutOrZero = new(mayBeZero: true);

    public static readonly TextShape<HostPort> HostPort =
        new("host:port", "192.0.2.1:8888", Configuration.HostPort.TryParse, address => address.ToString()) { IsForm = true, EmptyIsZero = true };

    public static readonly TextShape<JobName> JobName = new("job name", "prod_to_backups", (text, out name, out problem) =>
    {
        problem = text.StartsWith('_') ? $"job name \"{text}\" is reserved for internal use (starts with _)"
            : Guarantees.JobName.ProblemIn(text) is { } reason ? $"invalid job name: {reason}"
            : null;
        name = problem is null ? Guarantees.JobName.Parse(text) : default;
        return problem is null;
    }, name => name.Text) { EmptyIsZero = true, Code = ProblemCodes.JobName };

    public static readonly TextShape<DatasetPath> RootFs = new("dataset path", "tank/backups", (text, out path, out problem) =>
    {
        problem = NameRules.ProblemIn(text, EntityKind.Filesystem) is { } reason ? $"root_fs is not a valid zfs filesystem path: {reason}"
            : null;
        path = problem is null ? DatasetPath.Parse(text) : default;
        return problem is null;
    }, path => path.Text) { EmptyIsZero = true };

    public static readonly TextShape<TimeSpan> Interval = new("interval", "10m", (text, out interval, out problem) =>
    {
        if (!EitherDuration.TryParseInterval(text, out interval, out problem)) problem = $"cannot parse value \"{text}\": {problem}";
        else if (interval <= TimeSpan.Zero) problem = $"duration must be positive, got {GoDuration.Format(interval)}";
        return problem is null;
    }, EitherDuration.Format) { IsForm = true };

    public static readonly TextShape<CronExpression> Cron = new("cron expression", "0 3 * * *", (text, out cron, out problem) =>
    {
        var isLegal = CronExpression.TryParse(text, out cron, out problem);
        if (!isLegal) problem = $"cron syntax invalid: {problem}";
        return isLegal;
    }, cron => cron.Text) { IsForm = true };

    public static readonly TextShape<DataSize> Size = new("size", "10 MiB", DataSize.TryParse, size => size.ToString()) { IsForm = true };

    public static readonly TextShape<RetentionGrid> Grid =
        new("grid", "1x1h(keep=all) | 24x1h | 14x1d", RetentionGrid.TryParse, grid => grid.ToString());

    /// <summary>Any text.</summary>
    public static TextShape<string> Text(string example) => new("text", example, (text, out value, out problem) =>
    {
        (value, problem) = (text, null);
        return true;
    }, text => text) { EmptyIsZero = true };

    /// <summary>A pattern; <paramref name="refusal"/> comes before what is wrong with it and may name it as <c>{0}</c>.</summary>
    public static TextShape<GoRegex> Regex(string refusal) => new("Go regular expression", "^zrepl_", (text, out regex, out problem) =>
    {
        var isLegal = GoRegex.TryParse(text, out regex, out problem);
        if (!isLegal) problem = refusal.Replace("{0}", text, StringComparison.Ordinal) + problem;
        return isLegal;
    }, regex => regex.Pattern) { EmptyIsZero = true };

    /// <summary>A client's identity; <paramref name="refusal"/> comes before it and what is wrong with it.</summary>
    public static TextShape<ClientIdentity> Identity(string refusal) => new("identity", "laptop", (text, out identity, out problem) =>
    {
        problem = NameRules.ProblemInComponent(text) is { } reason ? $"{refusal} \"{text}\": {reason}" : null;
        identity = problem is null ? ClientIdentity.Parse(text) : default;
        return problem is null;
    }, identity => identity.Text) { EmptyIsZero = true };
}
