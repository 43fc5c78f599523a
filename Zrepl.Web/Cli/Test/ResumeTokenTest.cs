using System.CommandLine;
using System.Text.Json;
using Zrepl.Zfs.ResumeTokens;

namespace Zrepl.Web.Cli.Test;

/// <summary><c>zrepl test decoderesumetoken</c>: what a token says. Decoded here, without <c>zfs</c>, and needs no configuration.</summary>
internal static class ResumeTokenTest
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 1 };

    public static Command Create(Surroundings surroundings)
    {
        var token = new Option<string>("--token") { HelpName = "TOKEN", Description = "the resume token obtained from the receive_resume_token property", DefaultValueFactory = _ => "" };
        var command = new Command("decoderesumetoken", "decode resume token") { token };
        command.SetAction(parsed =>
        {
            var text = parsed.GetValue(token)!; // has a default
            if (text.Length == 0) throw new CommandFailedException("token argument must be specified");
            try { surroundings.Output.WriteLine(JsonSerializer.Serialize(Shown.Of(ResumeTokenDecoder.Decode(text)), Indented)); }
            catch (ResumeTokenCorruptException corrupt) { throw new CommandFailedException(corrupt.Message); }
        });
        return command;
    }

    // Names and order of Go zrepl.
    private sealed record Shown(
        bool HasFromGUID, bool HasToGUID, ulong FromGUID, ulong ToGUID, string ToName, bool HasCompressOK, bool CompressOK, bool HasRawOk, bool RawOK,
        bool HasLargeBlockOK, bool LargeBlockOK, bool HasEmbedOk, bool EmbedOK, bool HasSavedOk, bool SavedOk)
    {
        public static Shown Of(ResumeToken token) => new(
            token.FromGuid is not null, true, token.FromGuid ?? 0, token.ToGuid, token.ToName.Text, token.CompressOk, token.CompressOk, token.RawOk, token.RawOk,
            token.LargeBlockOk, token.LargeBlockOk, token.EmbedOk, token.EmbedOk, token.SavedOk, token.SavedOk);
    }
}
