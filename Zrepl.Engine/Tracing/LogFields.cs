namespace Zrepl.Engine.Tracing;

/// <summary>
/// Facts that every log line of a flow carries, such as the filesystem being snapshotted. They flow with execution like the place in the
/// trace and are inherited together with it (<see cref="Tracer.Inherit"/>). Of two facts of one name the inner one counts.
/// <code>using var _ = LogFields.Push("fs", dataset.Text);</code>
/// </summary>
public static class LogFields
{
    /// <summary>Adds a fact until the result is disposed.</summary>
    /// <param name="name">As it stands in the log: lower case, words joined with <c>_</c>.</param>
    /// <param name="value">What a person reads.</param>
    public static LogFieldScope Push(string name, string value) => new(Tracer.Add(new LogFact(name, value)));

    /// <summary>The value of a fact here, or null.</summary>
    public static string? Find(string name)
    {
        for (var field = Tracer.Fields; field is not null; field = field.Outer)
        {
            if (field.Fact.Name == name) return field.Fact.Value;
        }

        return null;
    }
}
