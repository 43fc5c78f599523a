namespace Zrepl.Engine.Jobs;

/// <summary>This build of zrepl does not speak a transport of the configuration.</summary>
/// <param name="type">The word in <c>type</c>.</param>
public sealed class TransportNotSupportedException(string type)
    : NotSupportedException($"transport \"{type}\" is not supported by this build of zrepl");
