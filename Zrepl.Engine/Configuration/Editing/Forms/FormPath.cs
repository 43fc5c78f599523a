using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Binding;

namespace Zrepl.Engine.Configuration.Editing.Forms;

/// <summary>The way from a job to a value in it. Its text is that of <see cref="ConfigurationProblem.Path"/> behind the job: <c>pruning.keep[0].count</c>.</summary>
public sealed class FormPath : IEquatable<FormPath>
{
    /// <summary>The job itself.</summary>
    public static readonly FormPath Root = new(ConfigurationPath.Root.Text, []);

    private FormPath(string text, ImmutableArray<FormStep> steps) => (Text, Steps) = (text, steps);

    /// <summary>The way in one text; empty for the job.</summary>
    public string Text { get; }

    internal ImmutableArray<FormStep> Steps { get; }

    /// <summary>The value of a key of a section.</summary>
    public FormPath Key(string name) => new((ConfigurationPath.Root with { Text = Text }).Key(name).Text, Steps.Add(new(name)));

    /// <summary>The value of a key of a map.</summary>
    public FormPath Entry(string key) => new((ConfigurationPath.Root with { Text = Text }).Entry(key).Text, Steps.Add(new(key) { IsEntry = true }));

    /// <summary>An item of a list.</summary>
    public FormPath Item(int index) => new((ConfigurationPath.Root with { Text = Text }).Index(index).Text, Steps.Add(new(null, index)));

    /// <summary>The text behind that of a job, such as <c>jobs[2]</c>.</summary>
    public string Within(string job) => Text.Length == 0 || Text[0] == '[' ? job + Text : $"{job}.{Text}";

    /// <inheritdoc/>
    public bool Equals(FormPath? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FormPath);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>One step of a way.</summary>
/// <param name="Key">The key; null for an item of a list.</param>
/// <param name="Index">The item's number.</param>
internal readonly record struct FormStep(string? Key, int Index = -1)
{
    /// <summary>True for a key that the operator chose.</summary>
    public bool IsEntry { get; init; }
}
