using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>A node as it is written: where it begins and ends, whether by braces or by indentation, whether it only points to another one.</summary>
/// <param name="Start">First character, its anchor and tag included.</param>
/// <param name="End">Behind the last character; of a collection by indentation the end of its last child.</param>
/// <param name="IsAlias">True for <c>*name</c>: what it contains stands elsewhere.</param>
internal abstract record OutlineNode(int Start, int End, bool IsAlias)
{
    /// <summary>True for a collection in braces or brackets.</summary>
    public virtual bool IsFlow => false;

    /// <summary>What it means.</summary>
    public abstract YamlNode Value { get; }
}

/// <summary>A single value.</summary>
internal sealed record OutlineScalar(int Start, int End, bool IsAlias, YamlScalar Scalar) : OutlineNode(Start, End, IsAlias)
{
    public override YamlNode Value => Scalar;
}

/// <summary>A key and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyStart">First character of the key.</param>
/// <param name="KeyEnd">Behind the key, before the colon.</param>
/// <param name="Value">The value.</param>
internal sealed record OutlineEntry(YamlScalar Key, int KeyStart, int KeyEnd, OutlineNode Value)
{
    public bool IsMerge => Key is { IsPlain: true, Text: "<<" };
}

/// <summary>Keys and values.</summary>
internal sealed record OutlineMapping(int Start, int End, bool IsAlias, bool InBraces, ImmutableArray<OutlineEntry> Entries) : OutlineNode(Start, End, IsAlias)
{
    public override bool IsFlow => InBraces;

    public override YamlNode Value
    {
        get
        {
            var builder = new YamlMappingBuilder();
            foreach (var entry in Entries) builder.Add(new(entry.Key, entry.Value.Value));
            return builder.Build(SourceSpan.StartOf(""));
        }
    }
}

/// <summary>A list.</summary>
internal sealed record OutlineSequence(int Start, int End, bool IsAlias, bool InBrackets, ImmutableArray<OutlineNode> Items) : OutlineNode(Start, End, IsAlias)
{
    public override bool IsFlow => InBrackets;

    public override YamlNode Value => new YamlSequence([.. Items.Select(item => item.Value)]);
}
