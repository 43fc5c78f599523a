namespace Zrepl.Engine.Wire.Data;

/// <summary>Names of the requests that a data connection can carry (spec wire 5.7).</summary>
internal static class DataEndpoints
{
    public const string Ping = "/v1/ping";
    public const string Send = "/v1/send";
    public const string Receive = "/v1/recv";
}
