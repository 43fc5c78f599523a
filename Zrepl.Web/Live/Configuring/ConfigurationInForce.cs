using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Live.Configuring;

/// <summary>The configuration the jobs run by.</summary>
internal sealed class ConfigurationInForce(string path, LoadedConfiguration first)
{
    private LoadedConfiguration _current = first;

    /// <summary>The <c>zrepl.yml</c>.</summary>
    public string Path => path;

    /// <summary>What it said when it was last taken over.</summary>
    public LoadedConfiguration Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
