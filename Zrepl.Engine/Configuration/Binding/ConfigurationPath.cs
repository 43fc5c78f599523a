using System.Globalization;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>The way to a value from the root of a file: <c>jobs[0].filesystems["tank&lt;"]</c>.</summary>
/// <param name="Text">The way in one text; empty for the root.</param>
/// <param name="Name">The last key on it.</param>
/// <param name="Job">Name of the job it leads into.</param>
internal sealed record ConfigurationPath(string Text, string Name, string? Job)
{
    public static readonly ConfigurationPath Root = new("", "", null);

    public ConfigurationPath Key(string name) => this with { Text = Text.Length == 0 ? name : $"{Text}.{name}", Name = name };

    public ConfigurationPath Entry(string key) => this with { Text = $"{Text}[\"{key}\"]" };

    public ConfigurationPath Index(int index) => this with { Text = string.Create(CultureInfo.InvariantCulture, $"{Text}[{index}]") };
}
