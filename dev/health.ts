/** Whether what runs at `url` answers, and says that it is well. */
export async function isWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
