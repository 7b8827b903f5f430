using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>Words of a table for which a teacher takes numbers that nobody has said: a wrong guess makes it worse, in silence.</summary>
internal static class GuessedWords
{
    /// <summary>A sentence about them; null where there are none.</summary>
    /// <param name="said">What the teacher's description says.</param>
    /// <param name="connected">The same with what was filled in.</param>
    public static string? Note(TeacherSpec said, TeacherSpec connected)
    {
        List<string> guessed = [.. connected.Input.Categories.Keys.Except(said.Input.Categories.Keys)];
        return guessed.Count == 0
            ? null
            : $"Which numbers stand for the words of {string.Join(", ", guessed)} is not said: they are taken "
                + "to be counted in the order of their letters. Say another order by 'categories' in teacher.yaml.";
    }
}
