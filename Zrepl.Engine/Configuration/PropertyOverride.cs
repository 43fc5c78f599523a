using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration;

/// <summary>A property that a received dataset gets a value of ours for (<c>zfs recv -o NAME=VALUE</c>).</summary>
/// <param name="Name">The property.</param>
/// <param name="Value">The value; may be empty.</param>
public sealed record PropertyOverride(PropertyName Name, string Value);
