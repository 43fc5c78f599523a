namespace Zrepl.Web.Hosting;

/// <summary>Where the daemon stands between its begin and its end.</summary>
internal sealed class Readiness
{
    private volatile string _word = "starting";

    /// <summary><c>starting</c>, <c>ok</c> or <c>stopping</c>.</summary>
    public string Word
    {
        get => _word;
        set => _word = value;
    }

    /// <summary>True while jobs run.</summary>
    public bool IsReady => _word == "ok";
}
